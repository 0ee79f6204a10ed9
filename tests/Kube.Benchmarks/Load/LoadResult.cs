namespace Kube.Benchmarks.Load;

/// <summary>What a load measured: answers and body bytes a second, and the answers' latencies in milliseconds.</summary>
internal sealed record LoadResult(double PerSecond, double BytesPerSecond, double MedianMs, double P99Ms);
