// Classes that a generated PyTorch file brings along where it needs them: what the studio has and PyTorch has not.
export const pytorchHelpers: Readonly<Record<string, string>> = {
  AveragePoolPadded: `class AveragePoolPadded(nn.Module):
    """Average pooling with uneven padding; places outside the image do not count.

    pads: left, right, top, bottom.
    """

    def __init__(
        self,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int],
        pads: tuple[int, int, int, int],
    ) -> None:
        super().__init__()
        self.kernel_size, self.stride, self.pads = kernel_size, stride, pads

    def forward(self, x: Tensor) -> Tensor:
        inside = F.pad(torch.ones_like(x[:1, :1]), self.pads)
        share = F.avg_pool2d(inside, self.kernel_size, self.stride)
        return F.avg_pool2d(F.pad(x, self.pads), self.kernel_size, self.stride) / share`,
  GaussianNoise: `class GaussianNoise(nn.Module):
    """Adds normal noise while training."""

    def __init__(self, deviation: float) -> None:
        super().__init__()
        self.deviation = deviation

    def forward(self, x: Tensor) -> Tensor:
        return x + self.deviation * torch.randn_like(x) if self.training else x`,
  MaskingNoise: `class MaskingNoise(nn.Module):
    """Sets a share of the values to zero while training; the others stay as they are."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        return x * (torch.rand_like(x) >= self.rate) if self.training else x`,
  SaltAndPepperNoise: `class SaltAndPepperNoise(nn.Module):
    """Replaces a share of the values by the lowest or the highest while training."""

    def __init__(self, rate: float, low: float, high: float) -> None:
        super().__init__()
        self.rate, self.low, self.high = rate, low, high

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        draw = torch.rand_like(x)
        x = x.masked_fill(draw < self.rate / 2, self.low)
        return x.masked_fill(draw >= 1 - self.rate / 2, self.high)`,
  SelfAttention: `class SelfAttention(nn.Module):
    """Every place of an image or a sequence looks at every other.

    [batch, channels, *places] to the same shape.
    """

    def __init__(self, channels: int, heads: int, bias: bool = True) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(
            channels, heads, bias=bias, batch_first=True
        )

    def forward(self, x: Tensor) -> Tensor:
        places = x.flatten(2).transpose(1, 2)
        mixed, _ = self.attention(places, places, places, need_weights=False)
        return mixed.transpose(1, 2).reshape(x.shape)`,
  LearnedConstant: `class LearnedConstant(nn.Module):
    """The same learned values for every example; of what enters only the count is read."""

    def __init__(self, *shape: int) -> None:
        super().__init__()
        self.value = nn.Parameter(torch.randn(shape))

    def forward(self, x: Tensor) -> Tensor:
        return self.value.expand(x.shape[0], *self.value.shape)`,
  MinibatchStandardDeviation: `class MinibatchStandardDeviation(nn.Module):
    """Appends a channel that tells how much the examples of a group differ."""

    def __init__(self, group_size: int) -> None:
        super().__init__()
        self.group_size = group_size

    def forward(self, x: Tensor) -> Tensor:
        batch = x.shape[0]
        size = next(n for n in range(self.group_size, 0, -1) if batch % n == 0)
        groups = x.reshape(size, batch // size, -1)
        deviation = (groups.var(dim=0, correction=0) + 1e-8).sqrt().mean(dim=1)
        deviation = deviation.repeat(size).reshape(batch, *[1] * (x.dim() - 1))
        return torch.cat([x, deviation.expand(batch, 1, *x.shape[2:])], dim=1)`,
}
