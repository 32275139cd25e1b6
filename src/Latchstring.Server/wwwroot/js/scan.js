// Reads QR codes with the camera where the browser can; elsewhere the field is enough.
const form = document.querySelector('[data-scan]');
const start = form?.querySelector('[data-scan-start]');
if (form && 'BarcodeDetector' in window && navigator.mediaDevices?.getUserMedia) {
  start.hidden = false;
  start.addEventListener('click', open);
  // Whoever scans a row of people need not press the button for each.
  if (sessionStorage.getItem('scan') === location.pathname) open();
}

async function open() {
  const view = form.querySelector('[data-scan-view]');
  try {
    view.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    await view.play();
  } catch {
    form.querySelector('[data-scan-failed]').hidden = false;
    sessionStorage.removeItem('scan');
    return;
  }
  sessionStorage.setItem('scan', location.pathname);
  view.hidden = false;
  start.hidden = true;
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  const last = sessionStorage.getItem('scanned');
  const look = async () => {
    const codes = await detector.detect(view).catch(() => []);
    const text = codes[0]?.rawValue;
    // The code that was just read may still be in the picture.
    if (text && text !== last) {
      sessionStorage.setItem('scanned', text);
      form.querySelector('[data-scan-field]').value = text;
      form.requestSubmit();
    } else {
      setTimeout(look, 250);
    }
  };
  look();
}
