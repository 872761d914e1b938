### navigation
