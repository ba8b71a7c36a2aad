// Classes that a generated Keras file brings along where it needs them: what the studio has and Keras has not.
export const kerasHelpers: Readonly<Record<string, string>> = {
  AveragePoolPadded: `class AveragePoolPadded(layers.Layer):
    """Average pooling with uneven padding; places outside the image do not count."""

    def __init__(
        self,
        pool_size: tuple[int, int],
        strides: tuple[int, int],
        pads: tuple[tuple[int, int], tuple[int, int]],
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.pool_size, self.strides = pool_size, strides
        self.pads = ((0, 0), *pads, (0, 0))

    def call(self, x):
        inside = ops.pad(ops.ones_like(x), self.pads)
        share = ops.average_pool(inside, self.pool_size, self.strides, "valid")
        padded = ops.pad(x, self.pads)
        return ops.average_pool(padded, self.pool_size, self.strides, "valid") / share`,
  Sampling: `class Sampling(layers.Layer):
    """Draws a code: mean + exp(log_variance / 2) * noise."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator()

    def call(self, mean, log_variance):
        noise = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_variance) * noise`,
  MaskingNoise: `class MaskingNoise(layers.Layer):
    """Sets a share of the values to zero while training; the others stay as they are."""

    def __init__(self, rate: float, **kwargs) -> None:
        super().__init__(**kwargs)
        self.rate = rate
        self.seed_generator = keras.random.SeedGenerator()

    def call(self, x, training: bool = False):
        if not training:
            return x
        draw = keras.random.uniform(ops.shape(x), seed=self.seed_generator)
        return x * ops.cast(draw >= self.rate, x.dtype)`,
  SaltAndPepperNoise: `class SaltAndPepperNoise(layers.Layer):
    """Replaces a share of the values by the lowest or the highest while training."""

    def __init__(self, rate: float, low: float, high: float, **kwargs) -> None:
        super().__init__(**kwargs)
        self.rate, self.low, self.high = rate, low, high
        self.seed_generator = keras.random.SeedGenerator()

    def call(self, x, training: bool = False):
        if not training:
            return x
        draw = keras.random.uniform(ops.shape(x), seed=self.seed_generator)
        x = ops.where(draw < self.rate / 2, self.low, x)
        return ops.where(draw >= 1 - self.rate / 2, self.high, x)`,
  LearnedConstant: `class LearnedConstant(layers.Layer):
    """The same learned values for every example; of what enters only the count is read."""

    def __init__(self, target: tuple[int, ...], **kwargs) -> None:
        super().__init__(**kwargs)
        self.target = target

    def build(self, input_shape) -> None:
        self.value = self.add_weight(
            shape=self.target, initializer="random_normal", name="value"
        )

    def call(self, x):
        return ops.broadcast_to(self.value, (ops.shape(x)[0], *self.target))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.target)`,
  MinibatchStandardDeviation: `class MinibatchStandardDeviation(layers.Layer):
    """Appends a channel that tells how much the examples of a group differ."""

    def __init__(self, group_size: int, **kwargs) -> None:
        super().__init__(**kwargs)
        self.group_size = group_size

    def call(self, x):
        shape = ops.shape(x)
        size = self.group_size
        groups = ops.reshape(x, (size, shape[0] // size, -1))
        deviation = ops.mean(ops.sqrt(ops.var(groups, axis=0) + 1e-8), axis=1)
        deviation = ops.reshape(ops.tile(deviation, size), (-1,) + (1,) * (len(shape) - 1))
        spread = deviation + ops.zeros_like(x[..., :1])
        return ops.concatenate([x, spread], axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)`,
}
