namespace Kube.Controllers.Disruption;

/// <summary>How many pods there should be cannot be found out.</summary>
internal sealed class ScaleException(string message) : Exception(message);
