using Kube.Api.Requests;

namespace Kube.Testing.Time;

/// <summary>Randomness that repeats with its seed. Safe for concurrent use.</summary>
/// <param name="seed">The seed.</param>
public sealed class SeededRandom(int seed) : IRandomSource
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    /// <inheritdoc/>
    public void Fill(Span<byte> buffer)
    {
        lock (_gate)
            _random.NextBytes(buffer);
    }
}
