// The native engine's sources: which Python wheels hold TensorFlow's libraries for which machine, each pinned by SHA-256.
// pip checks the hashes itself (--require-hashes); a wheel that differs is refused.

export const tensorflowVersion = '2.21.0'

/** CUDA 12 libraries the wheel's `and-cuda` extra names, at the newest releases within its ranges. */
const cudaLibraries = [
  ['nvidia-cublas-cu12', '12.9.3.13', 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72'],
  ['nvidia-cuda-cupti-cu12', '12.8.90', 'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182'],
  ['nvidia-cuda-nvcc-cu12', '12.9.86', '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0'],
  ['nvidia-cuda-nvrtc-cu12', '12.9.86', '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4'],
  ['nvidia-cuda-runtime-cu12', '12.9.79', '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3'],
  ['nvidia-cudnn-cu12', '9.28.0.42', '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375'],
  ['nvidia-cufft-cu12', '11.4.1.4', 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28'],
  ['nvidia-curand-cu12', '10.3.10.19', '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e'],
  ['nvidia-cusolver-cu12', '11.7.5.82', '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88'],
  ['nvidia-cusparse-cu12', '12.5.10.65', '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78'],
  ['nvidia-nccl-cu12', '2.32.3', 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'],
  ['nvidia-nvjitlink-cu12', '12.9.86', 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9'],
]

const linuxPlatforms = ['manylinux_2_27_x86_64', 'manylinux_2_17_x86_64', 'manylinux2014_x86_64', 'manylinux_2_12_x86_64', 'manylinux2010_x86_64']

/** By `platform-architecture-accelerator`. `downloadBytes` is what a person waits for. */
const sets = {
  'linux-x64-cpu': {
    platforms: linuxPlatforms,
    downloadBytes: 274e6,
    wheels: [['tensorflow-cpu', tensorflowVersion, '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c']],
  },
  'linux-x64-gpu': {
    platforms: linuxPlatforms,
    downloadBytes: 3100e6,
    wheels: [['tensorflow', tensorflowVersion, '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124'], ...cudaLibraries],
  },
  'linux-arm64-cpu': {
    platforms: ['manylinux_2_27_aarch64'],
    downloadBytes: 280e6,
    wheels: [['tensorflow', tensorflowVersion, '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c']],
  },
  'darwin-arm64-cpu': {
    platforms: ['macosx_12_0_arm64'],
    downloadBytes: 250e6,
    wheels: [['tensorflow', tensorflowVersion, '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88']],
  },
}

/** The wheels for a machine; null where TensorFlow publishes none (Windows, Intel Macs). */
export function wheelSet(platform, arch, accelerator) {
  return sets[`${platform}-${arch}-${accelerator}`] ?? null
}

const library = /^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/
const header = /^tensorflow\/include\/(tensorflow\/c\/|tensorflow\/core\/platform\/ctstring|tsl\/platform\/ctstring|xla\/tsl\/c\/)/
const notice = /^tensorflow\/(THIRD_PARTY_NOTICES\.txt|include\/LICENSE)$/
/** CUDA libraries load each other by site-packages layout; ptxas and libdevice are needed by XLA. */
const cuda = /^nvidia\/(?!.*\/include\/).*(\.so(\.\d+)*|\/bin\/.*|\.bc|License\.txt)$/

/** Whether the engine needs this file of a wheel. */
export function isEngineFile(name) {
  return library.test(name) || header.test(name) || notice.test(name) || cuda.test(name)
}

export function isEngineLibrary(name) {
  return library.test(name)
}
