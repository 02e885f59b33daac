# One image for all roles. The argument is the role: `api`, `worker`, or none for both.
# The version of the package `node`. `npm run pin-images` adds the digest.
ARG NODE_IMAGE=node:26.10.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
COPY omitted omitted
# The image contains Node.js, so --ignore-scripts skips the download of the project's own Node.js.
RUN npm ci --ignore-scripts
COPY . .
RUN node node_modules/vite/bin/vite.js build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
COPY omitted omitted
RUN npm ci --omit=dev --ignore-scripts

FROM ${NODE_IMAGE}
# A worker serves its probes and metrics on WORKER_PORT, for the health check.
ENV NODE_ENV=production WORKER_PORT=3001
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist/web dist/web
COPY package.json ./
COPY openapi openapi
COPY migrations migrations
COPY scripts/doctor.ts scripts/export.ts scripts/import.ts scripts/health.ts scripts/migrate.ts scripts/reencrypt.ts scripts/sample-target.ts scripts/
COPY scripts/doctor scripts/doctor
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
