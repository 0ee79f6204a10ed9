namespace Kube.Controllers.Runtime;

/// <summary>A failure that trying again cannot mend: logged and counted, not retried until something changes.</summary>
/// <param name="message">Why.</param>
/// <param name="cause">What was thrown.</param>
public sealed class TerminalReconcileException(string message, Exception? cause = null) : Exception(message, cause);
