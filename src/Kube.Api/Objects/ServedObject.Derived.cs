namespace Kube.Api.Objects;

public sealed partial class ServedObject
{
    private object? _derived;

    /// <summary>A place where a door keeps something costly that it made of these bytes, such as a compressed piece of a list. Whatever is in it can be made
    /// again; two requests may overwrite each other's, and it lives as long as the object is served.</summary>
    public object? Derived
    {
        get => Volatile.Read(ref _derived);
        set => Volatile.Write(ref _derived, value);
    }
}
