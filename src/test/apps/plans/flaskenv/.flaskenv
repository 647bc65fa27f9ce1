# for flask run
export FLASK_APP="shop.web:create_app"
FLASK_DEBUG=1
