// Sets the chosen colours before the first paint. A file of its own because the page's security
// policy allows no inline script; not a module because those run too late.
try {
  const theme = localStorage.getItem("refsys.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system's colours.
}
