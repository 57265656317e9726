/* Reloads the page of a run under way after some seconds. Without script, the page says to reload it. */
"use strict";
setTimeout(() => location.reload(), 1000 * Number(document.currentScript.dataset.seconds));
