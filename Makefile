# Every task of the project. CI calls these too.

APP  ?= examples/plain
PORT ?= 8000

JDK = $$(scripts/find-java --jdk || { echo 'A JDK 25 is needed: https://adoptium.net' >&2; exit 1; })
# Java takes the names of files as the locale says, and a fresh machine may have none.
MVN = JAVA_HOME="$(JDK)" LC_ALL=C.UTF-8 && export JAVA_HOME LC_ALL && mvn -B -ntp

# Where the examples' frameworks come from: Debian's packages, so that no index is needed.
DEBIAN = /usr/bin/python3
NEEDS  = case '$(1)' in examples/flask|examples/django) scripts/need python3-venv python3-$(notdir $(1)) ;; esac
UP     = $(if $(filter examples/flask examples/django,$(1)),--python $(DEBIAN) --system-site-packages)

.DEFAULT_GOAL := help
.PHONY: help run test bench format clean

help: ## Say what there is to make
	@awk -F ' *## *' '/^[a-z]+:.*##/ { sub(/:.*/, "", $$1); printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: ## Build, and serve an example: make run APP=examples/django PORT=8080
	@[ -d '$(APP)' ] || { echo 'APP=$(APP): there is no such folder' >&2; exit 1; }
	@$(call NEEDS,$(APP))
	@./junicorn --version >/dev/null # builds what has changed, before anything is said to be served
	@echo 'Serving $(APP) at http://127.0.0.1:$(PORT)/'
	@echo 'Try: curl -i http://127.0.0.1:$(PORT)/     Stop: Ctrl-C'
	@exec ./junicorn up --bind 127.0.0.1:$(PORT) $(call UP,$(APP)) '$(APP)'

test: ## Build, and run every test, Java and Python
	@scripts/need python3-flask python3-django python3-gevent python3-eventlet python3-httpbin python3-requests python3-venv python3-waitress gunicorn python3-poetry python3-pdm pipenv curl procps chromium chromium-driver
	$(MVN) verify
	@for tests in src/test/python bench; do \
	  [ ! -d $$tests ] || { echo "Python tests in $$tests:" && \
	    /usr/bin/python3 -B -m unittest discover -s $$tests -t $$tests; } || exit 1; \
	done

bench: ## Measure against gunicorn and uWSGI on this machine
	@scripts/need wrk gunicorn uwsgi uwsgi-plugin-python3 python3-flask
	$(MVN) -q -DskipTests package
	scripts/train target/junicorn.aot
	bench/run

format: ## Format the sources
	$(MVN) -q spotless:apply

clean: ## Remove everything that was built
	rm -rf target
