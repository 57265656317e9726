/* Looks again after a while: a run that is under way goes on meanwhile. Without script the page says so itself. */
"use strict";
setTimeout(() => location.reload(), 1000 * Number(document.currentScript.dataset.seconds));
