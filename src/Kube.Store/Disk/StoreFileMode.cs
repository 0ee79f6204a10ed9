namespace Kube.Store.Disk;

/// <summary>How a file is opened.</summary>
public enum StoreFileMode
{
    /// <summary>It exists.</summary>
    Existing,

    /// <summary>It is made, empty; what had the name is emptied.</summary>
    Create,
}
