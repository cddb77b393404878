// @tanstack/virtual-core asks, as bundled code does, whether it runs in production. Nothing else reads this.
globalThis.process ??= Object.freeze({ env: Object.freeze({ NODE_ENV: "production" }) });
