/** Styles that a bundler takes along; a program without one never loads the modules that name them. */
declare module '*.css';
