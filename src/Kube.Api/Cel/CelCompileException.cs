namespace Kube.Api.Cel;

/// <summary>An expression that does not compile. The message is the report that upstream's compiler writes, place and pointer included.</summary>
internal sealed class CelCompileException(string report) : Exception(report);
