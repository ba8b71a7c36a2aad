// How near a picture comes to the one it was made of, in words.
export interface PictureQuality {
  /** Decibels; null where the two are the same. */
  readonly psnr: number | null
  /** At most 1; null where the pictures are too small for it. */
  readonly ssim: number | null
}

/** `PSNR 29.64 dB · SSIM 0.866` */
export function describeQuality({ psnr, ssim }: PictureQuality): string {
  return `PSNR ${psnr?.toFixed(2) ?? '–'} dB · SSIM ${ssim?.toFixed(3) ?? '–'}`
}
