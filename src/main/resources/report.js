
'use strict';
// Chooses a flow, zooms the charts and opens for printing what is folded. All that it touches is in the page already.
(() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const byId = (id) => document.getElementById(id);

  // One flow at a time, by the list above them.
  const choice = byId('flow-choice');
  if (choice) {
    const flows = [...document.querySelectorAll('details.flow')];
    const show = (id) => {
      for (const flow of flows) {
        flow.hidden = flow.id !== id;
        flow.open = flow.id === id;
      }
      choice.value = id;
    };
    choice.parentElement.hidden = false;
    choice.addEventListener('change', () => show(choice.value));
    show(flows.some((flow) => '#' + flow.id === location.hash) ? location.hash.slice(1) : flows[0].id);
  }

  // All charts have the same bins and are zoomed together.
  const charts = byId('charts');
  if (charts) {
    const start = BigInt(charts.dataset.start);
    const width = Number(charts.dataset.width);
    const bins = Number(charts.dataset.bins);
    const least = Math.min(4, bins);
    const reading = byId('reading');
    const plots = [...charts.querySelectorAll('svg.plot')];
    let first = 0;
    let shown = bins;

    const time = (bin) => {
      const nanos = start + BigInt(Math.round(bin * width));
      const at = new Date(Number(nanos / 1000000n)).toISOString();
      return shown * width < 4e6 ? at.slice(11, 23) + String(nanos % 1000000n / 1000n).padStart(3, '0') : at.slice(11, 23);
    };
    const duration = (nanos) =>
      nanos < 1e6 ? (nanos / 1e3) + ' us' : nanos < 1e9 ? (nanos / 1e6) + ' ms' : (nanos / 1e9).toFixed(3) + ' s';
    const draw = () => {
      for (const plot of plots) {
        plot.setAttribute('viewBox', first + ' 0 ' + shown + ' 100');
        const ticks = plot.parentElement.querySelector('.ticks');
        [...ticks.children].forEach((tick, i) => {
          tick.textContent = time(first + shown * i / (ticks.children.length - 1));
        });
      }
    };
    const zoom = (from, to) => {
      shown = Math.max(least, Math.min(bins, to - from));
      first = Math.max(0, Math.min(bins - shown, from));
      draw();
      reading.textContent = shown === bins ? '' : time(first) + ' to ' + time(first + shown);
    };
    const tool = (id, action) => byId(id).addEventListener('click', action);
    const nearer = () => zoom(first + shown / 4, first + shown * 3 / 4);
    const farther = () => zoom(first - shown / 2, first + shown * 3 / 2);
    const earlier = () => zoom(first - shown / 2, first + shown / 2);
    const later = () => zoom(first + shown / 2, first + shown * 3 / 2);
    const whole = () => zoom(0, bins);
    tool('zoom-in', nearer);
    tool('zoom-out', farther);
    tool('earlier', earlier);
    tool('later', later);
    tool('whole', whole);
    charts.querySelector('.tools').hidden = false;

    for (const plot of plots) {
      const figure = plot.closest('figure');
      let series;
      const values = (bin) => {
        series = series || new Map(figure.dataset.series.split(';').map((each) => {
          const numbers = each.split(',').map(Number);
          return [numbers[0], numbers];
        }));
        return series.get(bin);
      };
      const binAt = (event) => {
        const box = plot.getBoundingClientRect();
        const ground = plot.parentElement.getBoundingClientRect();
        const left = ground.left + ground.width * 74 / 800;
        const wide = ground.width * 716 / 800;
        return first + shown * Math.max(0, Math.min(1, (event.clientX - left) / (box.width && wide)));
      };
      const tell = (bin) => {
        const found = values(bin);
        let words = time(bin) + ', ' + duration(width) + ': ';
        if (found) {
          words += found[1] + ' sent, ' + found[2] + ' lost' + (found[3] ? ', ' + found[3] + ' not judged' : '');
          words += found.length > 4 ? ', delay ' + found[4] + ' to ' + found[6] + ' us' : '';
        } else {
          words += 'nothing sent';
        }
        reading.textContent = words;
      };
      const chosen = document.createElementNS(SVG, 'rect');
      chosen.setAttribute('class', 'chosen');
      chosen.setAttribute('height', '100');
      let from = null;
      plot.addEventListener('pointerdown', (event) => {
        from = binAt(event);
        plot.setPointerCapture(event.pointerId);
        event.preventDefault();
      });
      plot.addEventListener('pointermove', (event) => {
        const bin = binAt(event);
        if (from === null) {
          tell(Math.min(bins - 1, Math.floor(bin)));
        } else {
          chosen.setAttribute('x', Math.min(from, bin));
          chosen.setAttribute('width', Math.abs(bin - from));
          plot.append(chosen);
        }
      });
      plot.addEventListener('pointerup', (event) => {
        const to = binAt(event);
        if (from !== null && Math.abs(to - from) > shown / 100) {
          zoom(Math.min(from, to), Math.max(from, to));
        }
        from = null;
        chosen.remove();
      });
      plot.addEventListener('pointercancel', () => {
        from = null;
        chosen.remove();
      });
      plot.addEventListener('dblclick', whole);
    }
    charts.addEventListener('keydown', (event) => {
      const keys = { '+': nearer, '=': nearer, '-': farther, ArrowLeft: earlier, ArrowRight: later, 0: whole };
      if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
        keys[event.key]();
        event.preventDefault();
      }
    });
  }

  // A link to what is folded opens it.
  const open = () => {
    const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === 'DETAILS') {
        each.open = true;
      }
    }
  };
  addEventListener('hashchange', open);
  open();

  // On paper nothing can be unfolded.
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details.finding:not([open]), details.list:not([open])')];
    folded.forEach((each) => { each.open = true; });
  });
  addEventListener('afterprint', () => folded.forEach((each) => { each.open = false; }));
})();
