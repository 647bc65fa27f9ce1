print("monthly figures")
