export const HOSTILE = '<img src=x onerror="window.broken=1">';
