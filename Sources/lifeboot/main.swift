print("lifeboot")
