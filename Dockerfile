# The web server, the workers and the scheduler are one image with different commands.
# A build that must be the same byte for byte names the digest: --build-arg PYTHON=python@sha256:...
ARG PYTHON=python:3.11.14-slim-bookworm
FROM ${PYTHON} AS build
# What is installed: run, or extras (papers in a bucket, Sentry, OpenTelemetry).
ARG INSTALL=run
WORKDIR /app
COPY requirements.txt requirements-extras.txt ./
COPY tools/install.py tools/
RUN PIP_NO_CACHE_DIR=1 python tools/install.py ${INSTALL} /venv

FROM ${PYTHON}
# Noto CJK lets papers show Chinese, Japanese and Korean names.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 app
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
# A worker that is told to stop hands back what it has not done, instead of being killed over it.
ENV REMAP_SIGTERM=SIGQUIT
# Static files are gathered at build time; the key signs nothing here.
RUN SECRET_KEY=build-only-0123456789-0123456789-0123456789-0123456789 DATABASE_URL=sqlite:///:memory: python manage.py collectstatic --noinput \
 && mkdir -p var/papers && chown -R app var
USER app
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--config", "deploy/gunicorn.py"]
