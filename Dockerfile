# One image for web, workers, beat and migrations: the command makes the difference.
FROM node:22-bookworm-slim AS frontend
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.13-slim-bookworm
# ffmpeg 5.1 or newer, with ffprobe, from the distribution.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements/runtime.lock requirements/runtime.lock
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/runtime.lock
COPY manage.py pyproject.toml ./
COPY annotation_server/ annotation_server/
COPY --from=frontend /app/frontend/dist frontend/dist
# Not root, and the only folder it may write to is the volume /data.
RUN useradd --system --uid 10001 --no-create-home tandem && install -d -o tandem -m 700 /data
USER tandem
ENV PYTHONUNBUFFERED=1 TANDEM_DATA=/data
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "annotation_server.wsgi:application", \
     "--config", "python:annotation_server.gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", \
     "--timeout", "120", "--keep-alive", "75", "--worker-tmp-dir", "/dev/shm"]
