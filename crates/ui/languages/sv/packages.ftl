### packages
