print("synvc")
