export {
  type EncodedImage,
  type ImageFinding,
  type ImageFormat,
  readImageHeader,
} from '../images/image-header.js'
export type { BiometricDataGroup, DecodedTemplate } from './biometrics/biometric-data-group.js'
export {
  type BiometricHeader,
  type BiometricTemplate,
  type BiometricTemplates,
  parseBiometricTemplates,
} from './biometrics/biometric-templates.js'
export type * from './biometrics/face-19794.js'
export type * from './biometrics/finger-19794.js'
export type * from './biometrics/iris-19794.js'
export * from './dg1.js'
export * from './dg2.js'
export * from './dg3.js'
export * from './dg4.js'
export * from './dg5-to-dg7.js'
export * from './dg8-to-dg10.js'
export * from './dg11.js'
export * from './dg12.js'
export * from './dg13.js'
export * from './dg14.js'
export * from './dg15.js'
export * from './dg16.js'
export * from './ef-atr-info.js'
export * from './ef-card-access.js'
export * from './ef-card-security.js'
export * from './ef-com.js'
export * from './ef-cvca.js'
export * from './ef-dir.js'
export * from './ef-sod.js'
export * from './file-names.js'
export * from './findings.js'
export * from './identify-file.js'
export type { LdsDate, LdsDateTime } from './lds-date.js'
export * from './lds-security-object.js'
export type { LdsFieldText, LdsName } from './lds-text.js'
export * from './lint-ef-sod.js'
export * from './parse-lds-file.js'
export * from './security-info.js'
export { findSecurityInfos, parseSecurityInfos, type SecurityInfos } from './security-infos.js'
