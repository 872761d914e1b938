### assignments
