### licences
