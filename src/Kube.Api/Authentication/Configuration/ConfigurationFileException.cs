namespace Kube.Api.Authentication.Configuration;

/// <summary>A configuration file is not as it should be; the message says what is wrong.</summary>
public sealed class ConfigurationFileException(string message, Exception? inner = null) : Exception(message, inner);
