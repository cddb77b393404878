// The user interface, behind the lock. Both are loaded before either runs, and they run in this order.
import "./lock_now.js";
import "../src/main.js";
