namespace Kube.Benchmarks.Load;

/// <summary>What came back: the status and the length of the body, which is in the connection's buffer only when it was small.</summary>
internal readonly record struct HttpAnswer(int Status, long BodyBytes);
