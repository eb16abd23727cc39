# The program with everything that a cluster needs. Built on the machine: `docker compose build`.
FROM python:3.11.13-slim-bookworm AS build
WORKDIR /src
COPY requirements-cluster.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/qijuan && /opt/qijuan/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements-cluster.lock
COPY archive archive
COPY indexer indexer
COPY webui webui
COPY schemas schemas
RUN /opt/qijuan/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11.13-slim-bookworm
COPY --from=build /opt/qijuan /opt/qijuan
RUN useradd --uid 10001 --create-home qijuan && install -d -o qijuan -g qijuan -m 750 /data
ENV PATH=/opt/qijuan/bin:$PATH QIJUAN_HOME=/data QIJUAN_HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
VOLUME /data
EXPOSE 8765
CMD ["qijuan", "serve"]
