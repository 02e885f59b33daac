# One image for all roles. The argument is the role: `api`, `worker`, or none for both.
FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
# The image contains Node.js, so --ignore-scripts skips the download of the project's own Node.js.
RUN npm ci --ignore-scripts
COPY . .
RUN node node_modules/vite/bin/vite.js build

FROM node:26-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
RUN npm ci --omit=dev --ignore-scripts

FROM node:26-bookworm-slim
# A worker serves its probes and metrics on WORKER_PORT, for the health check.
ENV NODE_ENV=production WORKER_PORT=3001
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist/web dist/web
COPY package.json ./
COPY openapi openapi
COPY migrations migrations
COPY scripts/health.ts scripts/migrate.ts scripts/reencrypt.ts scripts/sample-target.ts scripts/
COPY scripts/health scripts/health
COPY src src
# The directory of the embedded database, used without POSTGRES_URL.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "scripts/health.ts"]
ENTRYPOINT ["node", "src/main.ts"]
