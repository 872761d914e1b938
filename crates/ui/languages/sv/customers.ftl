### customers
