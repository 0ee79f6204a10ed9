using Microsoft.Extensions.Logging;

namespace Kube.Node.Registration;

/// <summary>The time, and where to log.</summary>
internal sealed record NodeClock(TimeProvider Time, ILogger Logger);
