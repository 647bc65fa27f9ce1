from shop import create_app

app, jobs = create_app()

if __name__ == "__main__":
    jobs.run(app)
