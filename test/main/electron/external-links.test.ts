import { expect, test } from 'vitest'
import { externalAddress } from '../../../src-main/electron/external-links'

test('only https addresses of named hosts open in the browser', () => {
  expect(externalAddress('https://arxiv.org/abs/1312.6114')).toBe('https://arxiv.org/abs/1312.6114')
  const refused = [
    'http://arxiv.org/abs/1312.6114',
    'https://arxiv.org.evil.example/',
    'https://arxiv.org@evil.example/',
    'https://user:password@arxiv.org/',
    'https://arxiv.org:8443/',
    'https://evil.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://arxiv.org/share',
    'ms-settings:',
    'not an address',
    '',
  ]
  expect(refused.map(externalAddress)).toEqual(refused.map(() => null))
})
