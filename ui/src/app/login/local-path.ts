/**
 * A path of this panel, and nothing that a browser would take for another host: it begins with one
 * slash, and browsers take tabs and line ends out of an address before they look at it.
 */
export const LOCAL_PATH = /^\/(?![/\\]|login)\P{Cc}*$/u;
