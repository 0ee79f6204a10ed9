namespace Kube.Store.Errors;

/// <summary>Base of everything that the store throws about itself.</summary>
/// <param name="message">What happened.</param>
/// <param name="innerException">Its cause.</param>
public abstract class StoreException(string message, Exception? innerException = null) : Exception(message, innerException);
