// Run in a child process of its own: loads an addon, multiplies two matrices with it, and prints what it found as JSON.
// A library that is damaged or does not fit this machine kills this process, not the set-up.
const path = process.argv[2]
const binding = require(path)
const left = binding.createTensor([2, 3], binding.TF_FLOAT, new Float32Array([1, 2, 3, 4, 5, 6]))
const right = binding.createTensor([3, 2], binding.TF_FLOAT, new Float32Array([7, 8, 9, 10, 11, 12]))
const attributes = [
  { name: 'transpose_a', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'transpose_b', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
]
const [product] = binding.executeOp('MatMul', attributes, [left, right], 1)
const values = Array.from(binding.tensorDataSync(product.id))
const expected = [58, 64, 139, 154]
if (values.length !== 4 || values.some((value, index) => value !== expected[index])) {
  console.error(`MatMul gave ${values.join(', ')} where ${expected.join(', ')} is right`)
  process.exit(1)
}
process.stdout.write(JSON.stringify({ version: binding.TF_Version, gpu: binding.isUsingGpuDevice() }))
