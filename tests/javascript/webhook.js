// The tutorial's channel in another language, made a component by its public tool chain: the interface is not Rust's.
import { sendAll } from 'relais:channel/http@1.0.0';

const text = (settings, name) => {
  try {
    const value = JSON.parse(settings.config)[name];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
};

const outcome = (answer) => {
  if (answer.tag === 'err') {
    const { tag, val } = answer.val;
    return { tag: tag === 'not-sent' ? 'unsent' : 'unknown', val };
  }
  const { status, headers } = answer.val;
  const reason = `the provider answered ${status}`;
  const wait = headers.find(({ name }) => name.toLowerCase() === 'retry-after')?.value ?? '';
  const retryAfter = /^\d{1,9}$/.test(wait) ? BigInt(wait) * 1000n : undefined;
  if (status >= 200 && status < 300) return { tag: 'accepted', val: undefined };
  if ([401, 403, 408, 429, 500, 503].includes(status)) return { tag: 'transient', val: { reason, retryAfter } };
  if ([502, 504].includes(status)) return { tag: 'unknown', val: reason };
  return { tag: 'permanent', val: { reason, suppress: false } };
};

export const channel = {
  describe(language) {
    const title = language.startsWith('fr') ? 'Adresse' : 'Address';
    const url = { type: 'string', format: 'uri', title };
    return {
      name: 'Webhook',
      channel: 'webhook-js',
      address: 'none',
      limits: { maxBatch: 50 },
      content: [{ name: 'text', label: 'Message', kind: 'text', required: true, maxLength: undefined }],
      configSchema: JSON.stringify({ type: 'object', required: ['url'], properties: { url } }),
      secrets: [],
      idempotency: 'none',
      unit: undefined,
    };
  },

  checkConfig(settings) {
    const good = text(settings, 'url').startsWith('https://');
    return good ? [] : [{ field: 'url', message: 'https://…' }];
  },

  measure(_settings, batch) {
    return new Uint32Array(batch.length).fill(1);
  },

  send(settings, batch) {
    const encoder = new TextEncoder();
    const requests = batch.map(({ key, to, fields }) => ({
      method: 'post',
      url: text(settings, 'url'),
      headers: [{ name: 'content-type', value: 'application/json' }],
      body: encoder.encode(JSON.stringify({ id: key, to, text: fields.find(({ name }) => name === 'text')?.value ?? '' })),
      messages: [key],
      timeout: undefined,
    }));
    return sendAll(requests).map(outcome);
  },

  parseCallback() {
    throw 'this channel takes no reports';
  },
};
