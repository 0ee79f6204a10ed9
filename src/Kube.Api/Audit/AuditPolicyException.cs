namespace Kube.Api.Audit;

/// <summary>A policy file cannot be used; the message says where and why. The server does not start with it.</summary>
public sealed class AuditPolicyException(string message, Exception? cause = null) : Exception(message, cause);
