# the start of the shop
SECRET_KEY=hush DATABASE=postgres://shop:hush@db/shop exec gunicorn \
  -b 0.0.0.0:8000 -w 2 --worker-tmp-dir /dev/shm app:app
