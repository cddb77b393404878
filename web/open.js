// The user interface behind the lock, and the one place that knows of both: all is loaded before any of it runs, and it
// runs in this order. engine/boot.js imports it by the name that index.html gives.
import "./engine/lock_now.js";
import "./src/main.js";
