# The web server, the worker and the scheduler are one image with three commands.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.txt .
COPY tools/install.py tools/
RUN PIP_NO_CACHE_DIR=1 python tools/install.py run /venv

FROM python:3.11-slim
# Noto CJK lets papers show Chinese, Japanese and Korean names.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 app
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
# Static files are gathered at build time; the key signs nothing here.
RUN SECRET_KEY=build-only DATABASE_URL=sqlite:///:memory: python manage.py collectstatic --noinput \
 && mkdir -p var/papers && chown -R app var
USER app
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "8", "--access-logfile", "-"]
