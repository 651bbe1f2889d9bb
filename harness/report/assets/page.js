document.documentElement.classList.add("scripted");
for (const filters of document.querySelectorAll("#filters")) filters.hidden = true;
// placeholder
