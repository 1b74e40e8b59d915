import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// Where `npm run dev` finds the gateway: of `../refsys demo`, unless told otherwise.
const BACKEND = process.env.REFSYS_GATEWAY ?? "http://127.0.0.1:8080";

/**
 * Styles come in chunks, in any order, and the first mention of a layer fixes its rank: so every file
 * begins with the whole order.
 */
function layersFirst(): Plugin {
  return {
    name: "layers-first",
    enforce: "pre",
    transform: (code, id) =>
      /\/src\/.*\.css$/.test(id) ? `@layer reset, tokens, kit, feature;\n${code}` : undefined,
  };
}

export default defineConfig({
  plugins: [layersFirst(), react()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0, // `font-src 'self'` and `img-src` would refuse data: URLs
    modulePreload: { polyfill: false }, // the polyfill is an inline script
    manifest: true, // scripts/budget.ts walks it
    sourcemap: false,
    reportCompressedSize: false,
  },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  server: {
    port: 5173,
    proxy: {
      "/auth": { target: BACKEND, changeOrigin: true },
      "/files": { target: BACKEND, changeOrigin: true },
      "/ws": { target: BACKEND, changeOrigin: true, ws: true },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
