namespace Kube.Api.Encryption;

/// <summary>An encryption configuration cannot be used; the message says why. The server does not start with it.</summary>
public sealed class EncryptionConfigurationException(string message, Exception? cause = null) : Exception(message, cause);
