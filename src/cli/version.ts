import packageFile from '../../package.json' with { type: 'json' };

/** The version that people see: that of the package. */
export const VERSION: string = packageFile.version;
